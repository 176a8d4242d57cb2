// A form on its way to the venue: one sending at a time, and the refusal beside the field it names.

import { accountTexts } from "../texts/account";
import { Refusal } from "../wire/private";

export class Form {
  isBusy = $state(false);
  #problem = $state.raw<Refusal | undefined>();
  readonly #fields: string[];

  /** `fields` are those that have a place of their own for what is wrong with them. */
  constructor(...fields: string[]) {
    this.#fields = fields;
  }

  /** Do the work of a submission; what the venue refuses is kept for `of` and `rest`. */
  async send(event: SubmitEvent | undefined, work: () => Promise<void>): Promise<void> {
    event?.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.#problem = undefined;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#problem = error;
    } finally {
      this.isBusy = false;
    }
  }

  /** What is wrong with a field; empty when nothing is. */
  of(field: string): string {
    return this.#problem?.field === field ? said(this.#problem) : "";
  }

  /** What is wrong and has no field on this form. */
  get rest(): string {
    return this.#problem !== undefined && !this.#fields.includes(this.#problem.field)
      ? said(this.#problem)
      : "";
  }
}

export function said(problem: Refusal): string {
  if (problem.why === "UNREACHABLE") return accountTexts.unreachable;
  if (problem.why === "TOO_MANY") return accountTexts.tooMany(problem.retrySeconds);
  return accountTexts.refused(problem.rule, problem.accepted);
}
