import { useState } from "preact/hooks";

const NAMES = { "": "As the system", light: "Light", dark: "Dark" } as const;
type Theme = keyof typeof NAMES;
const NEXT: Readonly<Record<Theme, Theme>> = { "": "light", light: "dark", dark: "" };

/** Light, dark, or as the system says; nothing is stored. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>("");
  const turn = (): void => {
    const next = NEXT[theme];
    document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return (
    <button type="button" class="quiet" onClick={turn}>
      Colours: {NAMES[theme]}
    </button>
  );
}
