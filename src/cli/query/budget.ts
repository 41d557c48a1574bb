import { getHeapStatistics } from "node:v8";
import { UserError } from "../user-error.ts";

const MEGABYTE = 1024 * 1024;

/** How much a query may take. */
export interface Budget {
  readonly seconds: number;
  /** MB of the whole process, as the operating system counts them. */
  readonly megabytes: number;
}

export interface BudgetOptions {
  readonly maxRows?: string;
  readonly maxSeconds?: string;
  readonly maxMemory?: string;
}

/** A query was stopped because it took more than its budget. */
export class BudgetError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = "BudgetError";
    this.remedy = remedy;
  }
}

/** MB at which Node.js ends a process. */
const HEAP = getHeapStatistics().heap_size_limit / MEGABYTE;
/** Without --max-memory: short of the heap's limit, so that a query cannot end the process. */
const MOST_MEGABYTES = Math.floor(HEAP * 0.85);

/** @throws UserError for an option that is not a number above zero */
export function readBudget({ maxSeconds, maxMemory }: BudgetOptions): Budget {
  return {
    seconds: readNumber(maxSeconds, "--max-seconds", /^\d+(\.\d+)?$/) ?? Number.POSITIVE_INFINITY,
    megabytes: readNumber(maxMemory, "--max-memory", /^\d+$/) ?? MOST_MEGABYTES,
  };
}

/** @throws UserError for anything but a whole number above zero */
export function readMaxRows({ maxRows }: BudgetOptions): number | undefined {
  return readNumber(maxRows, "--max-rows", /^\d+$/);
}

function readNumber(text: string | undefined, option: string, form: RegExp): number | undefined {
  if (text === undefined) return undefined;
  const value = form.test(text) ? Number(text) : 0;
  if (value > 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new UserError(`${option} ${text} is not a number above zero`, "write it as 30");
}

/** MB of heap for the thread of a query: more than the budget, which is to be used up first. */
export function heapLimit({ megabytes }: Budget): number {
  return Math.ceil(Math.max(HEAP, megabytes / 0.85));
}

/** Why a query that has worked for `spent` ms has to be stopped. */
export function findExcess({ seconds, megabytes }: Budget, spent: number): BudgetError | undefined {
  if (spent > seconds * 1_000)
    return new BudgetError(
      `the query was stopped after ${seconds} s`,
      "raise --max-seconds, or let the query do less",
    );
  return process.memoryUsage.rss() > megabytes * MEGABYTE ? outOfMemory(megabytes) : undefined;
}

export function outOfMemory(megabytes: number): BudgetError {
  return new BudgetError(
    `the query was stopped because the process used more than ${megabytes} MB of memory`,
    "raise --max-memory, or let the query do less",
  );
}
