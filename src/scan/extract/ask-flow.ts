import type { FlowReader, FlowScalar } from "../kernel/kernel.ts";
import { LONGEST, type Sink } from "./entry.ts";
import { traitsOfKey } from "./key-traits.ts";
import { meaningOf, type WrittenScalar } from "./scalar.ts";

/** Reads a text of JSON documents with the reader of the kernel. False when it cannot: nothing that it has shown holds. */
export const askFlow = (flow: FlowReader, text: string, { emit, asked }: Sink): boolean =>
  flow(text, {
    asked,
    key: (key) => {
      const written = writtenOf(key);
      const meaning = meaningOf(text, written);
      return {
        traits: traitsOfKey(meaning),
        isPlain: !/[\\']/.test(meaning) && meaning.length === key.end - key.start,
      };
    },
    value: (value, { keys, keyAt, sensitive }) => {
      if (isTooLong(text, value)) return;
      const path: string[] = [];
      for (let number = 0; number < keys; number++) path.push(meaningOf(text, writtenOf(keyAt(number))));
      const { start, end } = value;
      emit({
        path,
        span: { start, end },
        value: meaningOf(text, writtenOf(value)),
        quoted: value.quote !== 0,
        ...(sensitive ? { sensitive: true as const } : {}),
      });
    },
  });

/** Of texts with escapes only their meaning tells. */
const isTooLong = (text: string, { start, end }: FlowScalar): boolean =>
  end - start > LONGEST && !/[\\']/.test(text.slice(start, end));

const writtenOf = ({ start, end, quote }: FlowScalar): WrittenScalar => ({
  start,
  end,
  next: end,
  quote: quote === 0 ? undefined : quote,
});
