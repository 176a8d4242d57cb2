// What the staff did and what waits for a second member: read once for the whole console, whose list
// shows it and whose menu counts what the member who looks may decide.

import { every } from "../wire/every";
import type { ActionView } from "../wire/shapes";
import { door } from "./staff.svelte";

const EVERY_MS = 5000;

class Proposals {
  /** Undefined until they were read. */
  actions = $state.raw<ActionView[] | undefined>();
  readonly toDecide = $derived(this.actions?.filter((each) => each.mayDecide).length ?? 0);

  async read(): Promise<void> {
    this.actions = await door.get<ActionView[]>("console/actions");
  }

  /** Go on reading for the member who is in. Returns what ends it and forgets what he saw. */
  follow(): () => void {
    const end = every(EVERY_MS, () => this.read());
    this.read().catch(() => undefined); // the next one tells
    return () => {
      end();
      this.actions = undefined;
    };
  }
}

export const proposals = new Proposals();
