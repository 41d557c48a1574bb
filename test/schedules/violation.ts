/** What must never happen, by name. */
export type CheckName =
  | "not quiet in the end"
  | "another set of resources than without faults"
  | "another body than without faults"
  | "a finding is lost"
  | "a finding is there twice"
  | "a finding that is none"
  | "a cap is passed"
  | "written over what was there"
  | "an analyst's change is lost"
  | "written again after it was deleted"
  | "written again without being counted"
  | "written without the lease"
  | "covered before it was written"
  | "an incident without a reason"
  | "ledger and resources disagree"
  | "counts disagree"
  | "a finding is withdrawn"
  | "other rows are merged"
  | "a cell is judged twice"
  | "a window is not as the query needs"
  | "a bug of ours";

export interface Violation {
  readonly check: CheckName;
  readonly text: string;
}
