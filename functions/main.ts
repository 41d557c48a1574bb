import "./hunt.ts";
import "./maintain.ts";
import "./review.ts";
import "./runs.ts";
import "./rules.ts";
import "./health.ts";
import "./doctor.ts";
import "./accept.ts";
