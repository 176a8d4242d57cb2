// Who of the staff looks at the console. A staff session has a cookie and a writing token of its own:
// a customer's opens nothing here.

import type { Nothing, StaffStanding, StaffVisitor } from "../wire/shapes";
import { Door } from "../wire/private";

export const door = new Door();

class Staff {
  /** Undefined until it is known; null when nobody is logged in. */
  standing = $state.raw<StaffStanding | null | undefined>();
  hasFailed = $state(false);

  constructor() {
    door.whenOver = () => this.enter(null);
  }

  async look(): Promise<void> {
    try {
      this.enter((await door.get<StaffVisitor>("staff/visitor")).standing);
      this.hasFailed = false;
    } catch {
      this.hasFailed = true;
    }
  }

  enter(standing: StaffStanding | null): void {
    door.admit(standing?.writingToken ?? "");
    this.standing = standing;
  }

  async leave(): Promise<void> {
    await door.delete<Nothing>("staff/session");
    this.enter(null);
  }

  is(...roles: string[]): boolean {
    return roles.includes(this.standing?.role ?? "");
  }
}

export const staff = new Staff();
