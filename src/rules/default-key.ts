/** The columns that identify one process start on one device. */
const PROCESS_START = ["Dvc", "TargetProcessId", "TargetProcessName", "CommandLine"];

/** The key of a rule that names none and whose query groups by no columns. */
export function defaultKey(time: string): readonly string[] {
  return [...PROCESS_START, time];
}
