/** Marks incidents and bookmarks that are about a hunt itself and are not findings of it. */
export const HEALTH_LABEL = "Hunt health";
