/** Marks incidents and bookmarks that are about a hunt itself, and no finding of it. */
export const HEALTH_LABEL = "Hunt health";
