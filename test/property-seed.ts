import fc from "fast-check";

/**
 * Set up for every test file: property tests try the same cases each time, so that a change is
 * judged by those that judged the one before it. A soak tries others. A failure prints its seed.
 */
fc.configureGlobal({ seed: process.env["SOAK"] ? Date.now() % 1_000_000_000 : 7 });
