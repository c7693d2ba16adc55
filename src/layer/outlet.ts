/** Memory that unpacked bytes are written to, and handed out from in pieces. */
export interface Outlet {
  /** Where the next bytes go. Empty: what was written is to be taken first. */
  room(): Uint8Array;
  /** So many bytes were written at the beginning of `room()`. */
  wrote(count: number): void;
  /** What was written since the last piece. It holds until its place has its turn again: with one, until the next is taken. */
  take(): Uint8Array;
}

/** Bytes of one place: small enough to stay in the cache until they are scanned. */
export const PLACE_BYTES = 256 * 1024;

export const createPlace = (): Uint8Array => Buffer.allocUnsafeSlow(PLACE_BYTES);

/** `places` are filled in turn, one for each piece. More than one, where a piece is looked at while the next ones are written. */
export const createOutlet = (places: readonly Uint8Array[]): Outlet => {
  let turn = 0;
  let filled = 0;
  const place = (): Uint8Array => places[turn] ?? NOTHING;
  return {
    room: () => place().subarray(filled),
    wrote: (count) => {
      filled += count;
    },
    take: () => {
      const piece = place().subarray(0, filled);
      if (filled > 0) turn = (turn + 1) % places.length;
      filled = 0;
      return piece;
    },
  };
};

/** What `use` makes with an outlet of one place that is lent to it. Containers in one another need one each, and few stand so deep. */
export async function* withOutlet<T, Result>(
  use: (outlet: Outlet) => AsyncGenerator<T, Result>,
): AsyncGenerator<T, Result> {
  const outlet = idle.pop() ?? createOutlet([createPlace()]);
  try {
    return yield* use(outlet);
  } finally {
    outlet.take();
    if (idle.length < KEPT) idle.push(outlet);
  }
}

/** The same with memory of one place, and work that may be done at once. */
export const withPlace = (use: (place: Uint8Array) => Promise<void> | undefined): Promise<void> | undefined => {
  const place = idlePlaces.pop() ?? createPlace();
  const giveBack = (): void => {
    if (idlePlaces.length < KEPT) idlePlaces.push(place);
  };
  let busy: Promise<void> | undefined;
  try {
    busy = use(place)?.finally(giveBack);
  } finally {
    if (busy === undefined) giveBack();
  }
  return busy;
};

const KEPT = 8;
const idle: Outlet[] = [];
const idlePlaces: Uint8Array[] = [];

const NOTHING = new Uint8Array(0);
