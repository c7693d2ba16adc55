import type { Transform } from "node:stream";

/** `open`: all input was used; `ended`: the compressed stream is over; `failed`: the input is damaged. */
export type StepState = "open" | "ended" | "failed";

/** Drives a decoder of node:zlib one piece of input at a time. */
export interface StepEngine {
  /**
   * Unpacked bytes of `input`, as they come; nothing more is decoded than is asked for. The next call must wait for the
   * end of this one: then all output of earlier pieces is delivered, also when the new one turns out damaged.
   */
  write(input: Uint8Array): AsyncGenerator<Uint8Array, StepState>;
  close(): void;
}

export const createStepEngine = (decoder: Transform): StepEngine => {
  let state: StepState | "busy" = "open";
  let wake = (): void => undefined;
  const turn = (to: StepState): void => {
    state = to;
    wake();
  };
  decoder.on("readable", () => wake());
  decoder.on("end", () => turn("ended"));
  decoder.on("error", () => turn("failed"));

  return {
    write: async function* (input) {
      state = "busy";
      decoder.write(input, (error) => {
        if (!error) turn("open");
      });
      for (;;) {
        for (let chunk = decoder.read(); chunk !== null; chunk = decoder.read()) yield chunk;
        const reached = state as StepState | "busy";
        if (reached !== "busy") return reached;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => void decoder.destroy(),
  };
};
