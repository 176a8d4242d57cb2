// Who looks at these pages. Known after one question; every page that needs a session asks here.

import type { Nothing, Standing, VisitorView } from "../wire/shapes";
import { Door } from "../wire/private";

/** The customers' door: its cookie is the customer's, and so is its writing token. */
export const door = new Door();

class Visitor {
  /** Undefined until it is known; null when nobody is logged in. */
  standing = $state.raw<Standing | null | undefined>();
  showsMailbox = $state(false);
  hasFailed = $state(false);

  constructor() {
    door.whenOver = () => this.enter(null);
  }

  get isIn(): boolean {
    return this.standing != null && !this.standing.needsCode;
  }

  get accountId(): number | null {
    return this.isIn ? (this.standing?.accountId ?? null) : null;
  }

  async look(): Promise<void> {
    try {
      const view = await door.get<VisitorView>("visitor");
      this.showsMailbox = view.showsMailbox;
      this.hasFailed = false;
      this.enter(view.standing);
    } catch {
      this.hasFailed = true;
    }
  }

  enter(standing: Standing | null): void {
    door.admit(standing?.writingToken ?? "");
    this.standing = standing;
  }

  async leave(): Promise<void> {
    await door.delete<Nothing>("session");
    this.enter(null);
  }
}

export const visitor = new Visitor();
void visitor.look();
