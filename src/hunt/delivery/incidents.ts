import type { Workspace } from "../base/workspace.ts";

/** An incident as the service stores it. Times are ms. */
export interface StoredIncident {
  /** The ARM name, a GUID. */
  readonly id: string;
  readonly number: number | undefined;
  readonly etag: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly severity: string;
  readonly status: string;
  readonly labels: readonly string[];
  /** Whether it has an owner, by any of the ways to name one. */
  readonly owned: boolean;
  /** As the service returned it, to be sent back. */
  readonly owner: Readonly<Record<string, string>> | undefined;
  readonly classification: string | undefined;
  readonly classificationComment: string | undefined;
  readonly created: number;
  readonly modified: number;
  readonly firstActivity: number | undefined;
  readonly lastActivity: number | undefined;
  /** Who created it: `Microsoft XDR` if the workspace is in the Defender portal. */
  readonly provider: string;
  readonly alerts: number;
}

export interface StoredComment {
  readonly id: string;
  readonly message: string;
  readonly created: number;
  readonly modified: number;
}

export interface StoredBookmark {
  /** NaN if the bookmark has none. */
  readonly eventTime: number;
  readonly labels: readonly string[];
  readonly created: number;
  readonly modified: number;
}

/** What is attached to an incident. */
export interface Attachments {
  readonly comments: readonly StoredComment[];
  readonly bookmarks: readonly StoredBookmark[];
  /** The ARM names of the bookmarks that are related to it. */
  readonly related: readonly string[];
  /** The kinds of related resources that are not bookmarks. */
  readonly others: readonly string[];
}

export interface Closing {
  readonly classification: "FalsePositive" | "Undetermined";
  readonly reason?: "IncorrectAlertLogic";
  readonly comment: string;
}

/** Reads incidents one by one, whoever created them. */
export interface Incidents {
  /** Page by page, newest first. @throws CallError */
  pages(workspace: Workspace, size: number): AsyncIterable<readonly StoredIncident[]>;
  /** undefined if there is no such incident. @throws CallError */
  find(workspace: Workspace, id: string): Promise<StoredIncident | undefined>;
  /** @throws CallError */
  attachments(workspace: Workspace, id: string): Promise<Attachments>;
  /**
   * Closes the incident as it was read, and changes nothing else in it.
   * @returns changed if somebody has changed it since
   * @throws CallError
   */
  close(
    workspace: Workspace,
    incident: StoredIncident,
    closing: Closing,
  ): Promise<"closed" | "changed">;
}
