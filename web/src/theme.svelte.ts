// Light or dark: what the system asks for, until the visitor chooses; the choice is kept in the browser.

export type Theme = "light" | "dark";
const KEPT = "glassbook.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function kept(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEPT);
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined; // storage is refused: the system's wish is followed
  }
}

class Colours {
  theme = $state<Theme>(kept() ?? (system.matches ? "dark" : "light"));

  constructor() {
    document.documentElement.dataset.theme = this.theme;
    system.addEventListener("change", () => {
      if (kept() === undefined) this.#show(system.matches ? "dark" : "light");
    });
  }

  toggle(): void {
    this.#show(this.theme === "dark" ? "light" : "dark");
    try {
      localStorage.setItem(KEPT, this.theme);
    } catch {
      // Storage is refused: the choice holds until the page is left.
    }
  }

  /** A colour of the style sheet, for what is drawn on a canvas. */
  token(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  #show(theme: Theme): void {
    document.documentElement.dataset.theme = theme;
    this.theme = theme;
  }
}

export const colours = new Colours();
