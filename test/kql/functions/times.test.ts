import { describe, expect, test } from "vitest";
import { answer, testAnswers } from "./answer.ts";

const MOMENT = "datetime(2017-10-30 01:02:03.7654321)";

describe("format_datetime()", () => {
  testAnswers([
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')",
      "17-01-29 [09:00:05]",
    ],
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yyyy-M-dd [H:mm:ss]')",
      "2017-1-29 [9:00:05]",
    ],
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [hh:mm:ss tt]')",
      "17-01-29 [09:00:05 AM]",
    ],
    ["format_datetime(datetime(2020-12-09 23:45:59.999), 'M/d/yy H:m:s')", "12/9/20 23:45:59"],
    ["format_datetime(datetime(2007-03-09 05:04:03.5), 's.f')", "3.5"],
    ["format_datetime(datetime(2007-03-09 17:04:03), 'h tt')", "5 PM"],
    ["format_datetime(datetime(2007-03-09 00:30:00), 'hh:mm tt')", "12:30 AM"],
    ["format_datetime(datetime(2007-03-09 12:00:00), 'h tt')", "12 PM"],
    ["format_datetime(datetime(2007-03-09), 'dddd, MMMM d, yyyy')", "0909, 0303 9, 2007"],
    ["format_datetime(datetime(2007-03-09), 'ddd MMM')", "099 033"],
    ["format_datetime(datetime(0900-01-01), 'y yy yyyy yyyyy')", "0 00 0900 09000"],
    ["format_datetime(datetime(2019-06-15), 'yyy')", "1919"],
    [
      "format_datetime(datetime(2009-06-15 13:45:30.6175), 'f ff fff ffff fffff ffffff fffffff')",
      "6 61 617 6175 61750 617500 6175000",
    ],
    [
      "format_datetime(datetime(2009-06-15 13:45:30.0001150), 'F_FF_FFF_FFFF_FFFFF_FFFFFF_FFFFFFF')",
      "___0001_00011_000115_000115",
    ],
    ["format_datetime(datetime(2009-06-15 13:45:30.5), 'ss.FFF')", "30.5"],
    ["format_datetime(datetime(0001-01-01), 'yyyy-MM-dd')", "0001-01-01"],
    [
      "format_datetime(datetime(9999-12-31 23:59:59.9999999), 'yyyyMMddHHmmssfffffff')",
      "99991231235959" + "9999999",
    ],
    ["format_datetime(datetime(null), 'yyyy')", ""],
  ]);

  test.each([
    ["yyyy-MM-ddTHH", '"T" is not an element of a format of time'],
    ["hh:mm t", '"t" is not an element'],
    ["yyyy😀", '"😀" is not an element'],
    ["ss.FFF", "a point before F in a format, if F writes nothing, is not supported"],
  ])("refuses the format %j", (format, message) => {
    expect(() => answer(`format_datetime(datetime(2009-06-15), '${format}')`)).toThrow(message);
  });
});

describe("format_timespan()", () => {
  testAnswers([
    ["format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss:FF')", "29.09:00:05:12"],
    ["format_timespan(time(29.09:00:05.12345), 'ddd.h:mm:ss [fffffff]')", "029.9:00:05 [1234500]"],
    ["format_timespan(90061123ms, 'd:h:m:s.fff')", "1:1:1:1.123"],
    ["format_timespan(90061123ms, 'dd:hh:mm:ss')", "01:01:01:01"],
    ["format_timespan(time(10675199.02:48:05.4775807), 'd.hh:mm:ss')", "10675199.02:48:05"],
    ["format_timespan(time(1.02:03:04.567), 'dd.hh:mm:ss.fffffff')", "01.02:03:04.5670000"],
    ["format_timespan(1d, 'hh:mm:ss')", "00:00:00"],
    ["format_timespan(-1h, 'hh:mm:ss')", "-01:00:00"],
    ["format_timespan(15h, 'h H HH')", "15 15 15"],
    ["format_timespan(time(null), 'hh')", ""],
  ]);

  test("has no months", () => {
    expect(() => answer("format_timespan(1d, 'MM')")).toThrow('"M" is not an element');
  });
});

describe("parts of a time", () => {
  testAnswers([
    [`datetime_part("year", ${MOMENT})`, 2017],
    [`datetime_part("quarter", ${MOMENT})`, 4],
    [`datetime_part("Month", ${MOMENT})`, 10],
    [`datetime_part("week_of_year", ${MOMENT})`, 44],
    [`datetime_part("day", ${MOMENT})`, 30],
    [`datetime_part("dayOfYear", ${MOMENT})`, 303],
    [`datetime_part("hour", ${MOMENT})`, 1],
    [`datetime_part("minute", ${MOMENT})`, 2],
    [`datetime_part("second", ${MOMENT})`, 3],
    [`datetime_part("millisecond", ${MOMENT})`, 765],
    [`datetime_part("microsecond", ${MOMENT})`, 765_432],
    [`datetime_part("nanosecond", ${MOMENT})`, 765_432_100],
    [`datepart("year", ${MOMENT})`, 2017],
    ["datetime_part('dayofyear', datetime(2020-12-31))", 366],
    ["datetime_part('dayofyear', datetime(0001-01-01))", 1],
    ["datetime_part('year', datetime(null))", null],
    ["week_of_year(datetime(2020-12-31))", 53],
    ["week_of_year(datetime(2020-06-15))", 25],
    ["week_of_year(datetime(1970-01-01))", 1],
    ["week_of_year(datetime(2000-01-01))", 52],
    ["week_of_year(datetime(2018-12-31))", 1],
    ["week_of_year(datetime(2023-01-01))", 52],
    ["week_of_year(datetime(0001-01-01))", 1],
    ["week_of_year(datetime(9999-12-31))", 52],
    ["weekofyear(datetime(2020-06-15))", 25],
  ]);

  test("weekofyear() is refused for a Sunday, which its two descriptions count differently", () => {
    expect(() => answer("weekofyear(datetime(2020-06-14))")).toThrow("is not supported");
  });

  test("an unknown part is refused", () => {
    expect(() => answer("datetime_part('constructor', now())")).toThrow(
      "The expression must be one of the values: year, quarter",
    );
  });
});

describe("times made of parts", () => {
  testAnswers([
    ["make_datetime(2017, 10, 01)", "2017-10-01T00:00:00.0000000Z"],
    ["make_datetime(2017, 10, 01, 12, 10)", "2017-10-01T12:10:00.0000000Z"],
    ["make_datetime(2017, 10, 01, 12, 11, 0.1234567)", "2017-10-01T12:11:00.1234567Z"],
    ["make_datetime(2017, 10, 01, 12, 11, 59.9999999)", "2017-10-01T12:11:59.9999999Z"],
    ["make_datetime(2020, 2, 29)", "2020-02-29T00:00:00.0000000Z"],
    ["make_datetime(99, 1, 1)", "0099-01-01T00:00:00.0000000Z"],
    ["make_datetime(2021, 2, 29)", ""],
    ["make_datetime(2017, 13, 1)", ""],
    ["make_datetime(2017, 0, 1)", ""],
    ["make_datetime(0, 1, 1)", ""],
    ["make_datetime(10000, 1, 1)", ""],
    ["make_datetime(2017, 1, 1, 24, 0)", ""],
    ["make_datetime(2017, 1, 1, 0, 60)", ""],
    ["make_datetime(2017, 1, 1, 0, 0, 60)", ""],
    ["make_datetime(2017, 1, 1, 0, 0, real(nan))", ""],
    ["make_datetime(int(null), 1, 1)", ""],
    ["make_datetime('2017-10-01')", "2017-10-01T00:00:00.0000000Z"],
    ["make_timespan(1, 12)", "01:12:00"],
    ["make_timespan(1, 12, 30)", "01:12:30"],
    ["make_timespan(1, 12, 30, 55)", "1.12:30:55"],
    ["make_timespan(24, 0)", ""],
    ["make_timespan(-1, 0)", ""],
    ["make_timespan(0, 0, 0, 60)", ""],
    ["make_timespan(99999999, 0, 0, 0)", ""],
    ["make_timespan('1.02:03:04')", "1.02:03:04"],
    ["unixtime_nanoseconds_todatetime(1546300800000000000)", "2019-01-01T00:00:00.0000000Z"],
    ["unixtime_nanoseconds_todatetime(150)", "1970-01-01T00:00:00.0000001Z"],
    ["unixtime_nanoseconds_todatetime(1e300)", ""],
    ["unixtime_nanoseconds_todatetime(real(nan))", ""],
  ]);
});

describe("time zones", () => {
  testAnswers([
    [
      "datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'US/Pacific')",
      "2020-02-03T04:02:20.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'America/Chicago')",
      "2020-02-03T02:02:20.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'Europe/Paris')",
      "2020-02-02T19:02:20.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2022-03-27 01:00), 'Europe/Brussels')",
      "2022-03-27T00:00:00.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2022-03-27 02:00), 'Europe/Brussels')",
      "2022-03-27T00:00:00.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2022-03-27 03:00), 'Europe/Brussels')",
      "2022-03-27T01:00:00.0000000Z",
    ],
    [
      "datetime_local_to_utc(datetime(2022-03-27 04:00), 'Europe/Brussels')",
      "2022-03-27T02:00:00.0000000Z",
    ],
    [
      "datetime_utc_to_local(datetime(2022-07-11 22:18:48.4678620), 'US/Pacific')",
      "2022-07-11T15:18:48.4678620Z",
    ],
    [
      "datetime_utc_to_local(datetime(2022-07-11 22:18:48.4678620), 'Australia/Canberra')",
      "2022-07-12T08:18:48.4678620Z",
    ],
    ["datetime_utc_to_local(datetime(2022-01-01), 'UTC')", "2022-01-01T00:00:00.0000000Z"],
    [
      "datetime_utc_to_local(datetime(1965-01-01 00:00:00.1), 'Asia/Kolkata')",
      "1965-01-01T05:30:00.1000000Z",
    ],
    ["datetime_utc_to_local(datetime(0001-01-01), 'US/Pacific')", ""],
    ["datetime_utc_to_local(datetime(9999-12-31 23:59), 'Asia/Tokyo')", ""],
    ["datetime_utc_to_local(datetime(null), 'UTC')", ""],
  ]);

  test("a local time that occurs twice is refused", () => {
    expect(() =>
      answer("datetime_local_to_utc(datetime(2022-10-30 02:30), 'Europe/Brussels')"),
    ).toThrow("datetime_local_to_utc() of a time that occurs twice is not supported");
  });

  test.each(["Mars/Olympus", "+01:00", "", "constructor", "Europe/Paris\n"])(
    "%j is no time zone",
    (zone) => {
      expect(() => answer(`datetime_utc_to_local(now(), ${JSON.stringify(zone)})`)).toThrow(
        "is not a time zone",
      );
    },
  );
});
