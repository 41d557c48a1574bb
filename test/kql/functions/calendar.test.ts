import { testTyped } from "../answer.ts";

testTyped([
  ["dayofweek(datetime(0001-01-01))", "1.00:00:00:timespan"],
  ["dayofweek(datetime(9999-12-30))", "4.00:00:00:timespan"],
  ["dayofweek(datetime(9999-12-31))", "null:timespan"],
  ["endofweek(datetime(9999-12-31))", "null:datetime"],
  ["startofweek(datetime(0001-01-01))", "null:datetime"],
  ["endofyear(datetime(9999-05-01))", "9999-12-31T23:59:59.9999999Z:datetime"],
  ["startofmonth(datetime(2020-06-15), -1)", "2020-05-01T00:00:00.0000000Z:datetime"],
  ["datetime_add('month', 13, datetime(2019-01-31))", "2020-02-29T00:00:00.0000000Z:datetime"],
  [
    "datetime_add('nanosecond', 250, datetime(2020-01-01))",
    "2020-01-01T00:00:00.0000002Z:datetime",
  ],
  ["datetime_add('microsecond', 3, datetime(2020-01-01))", "2020-01-01T00:00:00.0000030Z:datetime"],
  ["datetime_diff('week', datetime(2020-01-05), datetime(2020-01-04))", "1:long"],
  ["datetime_diff('quarter', datetime(2020-01-05), datetime(2021-01-04))", "-4:long"],
  [
    "datetime_diff('second', datetime(2020-01-01 00:00:00.9), datetime(2020-01-01 00:00:01.1))",
    "-1:long",
  ],
  ["unixtime_microseconds_todatetime(1546300800123457)", "2019-01-01T00:00:00.1234570Z:datetime"],
  ["unixtime_seconds_todatetime(1.5)", "1970-01-01T00:00:01.5000000Z:datetime"],
  ["unixtime_seconds_todatetime(real(nan))", "null:datetime"],
  ["unixtime_milliseconds_todatetime(-1)", "1969-12-31T23:59:59.9990000Z:datetime"],
]);
