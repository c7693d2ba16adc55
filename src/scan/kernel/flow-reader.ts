import { TELLING } from "../extract/key-traits.ts";
import type { FlowAsker, FlowReader } from "./kernel.ts";

/** What `wasm/flow/walk.ts` exports; addresses are bytes in its memory. */
export interface FlowExports {
  flowBegin(room: number, from: number, to: number): void;
  flowWalk(): number;
  flowTell(traits: number, isPlain: boolean): void;
  flowAskedStart(): number;
  flowAskedStop(): number;
  flowAskedQuote(): number;
  flowShown(): number;
}

/** Where everything lies in its room, in bytes: the numbers of `wasm/flow/room.ts`. */
const AT = { asked: 0xb_c000, values: 0xc_0000, telling: 0xd_0000, text: 0xd_8000 } as const;
const MOST_ASKED = (AT.values - AT.asked) / 4 - 1;
const BEYOND_ALL = 0xffff_ffff;
/** The loops read so far behind what they look at, in bytes. */
const BEHIND = 128;

/** What `flowWalk` returns. */
const [DONE, ASKS, GIVES_UP] = [0, 1, 3];

interface Room {
  readonly wasm: FlowExports;
  readonly bytes: Buffer;
  /** Of the text, in the memory. */
  readonly origin: number;
}

/** `longest`: of a text, in bytes; longer ones are not read. The room is made when it is needed. */
export const createFlowReader = (
  wasm: FlowExports,
  { allocate, longest }: { readonly allocate: (size: number) => Buffer | undefined; readonly longest: number },
): FlowReader => {
  let room: Room | undefined;
  return (text, asker) => {
    if (text.length > longest || asker.asked.size > MOST_ASKED) return false;
    const bytes = room?.bytes ?? allocate(AT.text + longest + BEHIND);
    if (bytes === undefined) return false;
    room ??= openRoom(wasm, bytes);
    return walk(text, { room, asker });
  };
};

const openRoom = (wasm: FlowExports, bytes: Buffer): Room => {
  for (const letters of TELLING) {
    const [first, second, third] = [...Buffer.from(letters, "latin1")].map((byte) => byte & 31) as [
      number,
      number,
      number?,
    ];
    const from = (first << 10) | (second << 5) | (third ?? 0);
    bytes.fill(1, AT.telling + from, AT.telling + from + (third === undefined ? 32 : 1));
  }
  return { wasm, bytes, origin: bytes.byteOffset + AT.text };
};

const walk = (text: string, { room, asker }: { readonly room: Room; readonly asker: FlowAsker }): boolean => {
  const { wasm, bytes, origin } = room;
  bytes.write(text, AT.text, "latin1");
  bytes.fill(0, AT.text + text.length, AT.text + text.length + BEHIND);
  const offsets = new Uint32Array(bytes.buffer, bytes.byteOffset + AT.asked, asker.asked.size + 1);
  offsets.set([...asker.asked].sort((a, b) => a - b));
  offsets[asker.asked.size] = BEYOND_ALL;
  wasm.flowBegin(bytes.byteOffset, origin, origin + text.length);
  for (let state = wasm.flowWalk(); state !== GIVES_UP; state = wasm.flowWalk()) {
    if (state === ASKS) tell(room, asker);
    else show(room, asker);
    if (state === DONE) return true;
  }
  return false;
};

const tell = ({ wasm, origin }: Room, asker: FlowAsker): void => {
  const span = { start: wasm.flowAskedStart() - origin, end: wasm.flowAskedStop() - origin };
  const { traits, isPlain } = asker.key({ ...span, quote: wasm.flowAskedQuote() });
  wasm.flowTell(traits, isPlain);
};

const SENSITIVE = 0x100;

const show = ({ wasm, bytes, origin }: Room, asker: FlowAsker): void => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + AT.values, (AT.telling - AT.values) / 4);
  const scalarAt = (at: number) => ({
    start: (words[at] as number) - origin,
    end: (words[at + 1] as number) - origin,
    quote: (words[at + 2] as number) & 0xff,
  });
  const end = (wasm.flowShown() - AT.values) / 4;
  for (let at = 0; at < end; ) {
    const keys = words[at + 3] as number;
    const from = at + 4;
    asker.value(scalarAt(at), {
      sensitive: ((words[at + 2] as number) & SENSITIVE) !== 0,
      keys,
      keyAt: (number) => scalarAt(from + 3 * number),
    });
    at = from + 3 * keys;
  }
};
