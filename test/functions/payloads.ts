/** Timer payloads as the host sends them. */
export const PAYLOADS = {
  scheduled: {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: "2026-11-21T19:15:00+00:00",
      Next: "2026-11-21T19:30:00+00:00",
      LastUpdated: "2026-11-21T19:15:00+00:00",
    },
    IsPastDue: false,
  },
  "first ever": {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: "0001-01-01T00:00:00+00:00",
      Next: "2026-11-21T19:30:00+00:00",
      LastUpdated: "0001-01-01T00:00:00+00:00",
    },
    IsPastDue: false,
  },
  "without status": { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false },
  "past due": {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: "2026-11-21T17:15:00.123+00:00",
      Next: "2026-11-21T17:30:00+00:00",
      LastUpdated: "2026-11-21T17:15:00+00:00",
    },
    IsPastDue: true,
  },
  manual: {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: "2026-11-21T19:15:00+00:00",
      Next: "2036-11-21T19:30:00+00:00",
      LastUpdated: "2026-11-21T19:15:00+00:00",
    },
    IsPastDue: false,
  },
};
