/** Bytes between two places at which the state of a walk is kept. */
export const STEP = 64;
/** Places that are kept. */
const MOST = 1024;

/**
 * Where the last walk has led, at every offset of a text that is a multiple of `STEP`: walks that meet go on alike, and those
 * from hits that stand close look at the same bytes.
 */
export interface Trail {
  /** Whose offsets they are. */
  text: object | undefined;
  /** Of the first place. */
  start: number;
  readonly states: number[];
  /** Stretches before each place in which an escape stands, counted from the first place. */
  readonly escapes: number[];
}

export const createTrail = (): Trail => ({ text: undefined, start: 0, states: [], escapes: [] });

/** A walk comes to an offset. `isEscaped`: on its way from the place before. */
export interface Come {
  readonly text: object;
  readonly offset: number;
  readonly state: number;
  readonly isEscaped: boolean;
}

/** The number of the place; -1 when none is known there in which the walk would be the same. */
export const placeOn = ({ text, start, states }: Trail, come: Come): number => {
  const place = (come.offset - start) / STEP;
  return text === come.text && states[place] === come.state ? place : -1;
};

/** The last place, but none behind an offset. */
export const lastPlace = ({ start, states }: Trail, most: number): number =>
  Math.min(states.length - 1, Math.floor((most - start) / STEP));

/** Adds a place: the next one, or the first of a new trail. */
export const leave = (trail: Trail, { text, offset, state, isEscaped }: Come): void => {
  const { states, escapes } = trail;
  const isNext = text === trail.text && offset === trail.start + STEP * states.length && states.length < MOST;
  if (!isNext) {
    trail.text = text;
    trail.start = offset;
    states.length = 0;
    escapes.length = 0;
  }
  states.push(state);
  escapes.push((escapes.at(-1) ?? 0) + (isEscaped && isNext ? 1 : 0));
};
