import { expect, test } from "vitest";
import { ALIASES } from "../../../src/kql/functions/aliases.ts";
import { FUNCTIONS } from "../../../src/kql/functions/index.ts";
import { fromNet, languageService } from "../../../src/kql/language/service.ts";

const names = (text: string) => text.trim().split(/\s+/);

/** Functions that need more than the values of their arguments in one row, if they are there. */
const ELSEWHERE = names(`
  iff iif case column_ifexists columnifexists iscolumnexists ingestion_time pack_all
  bag_pack_columns estimate_data_size column_names_of
  row_number row_cumsum row_rank row_rank_dense row_rank_min row_window_session prev next
  table database cluster external_table materialized_view stored_query_result entity_group graph
`);

/** Functions that are refused by name, by the reason. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "they differ from run to run": names("rand new_guid"),
  "they depend on the cluster, its data or the user": names(`
    current_cluster_endpoint current_cursor current_database current_node_id current_principal
    current_principal_details current_principal_is_member_of cursor_after cursor_before_or_at
    cursor_current extent_id extent_tags extentid row_id rowstore_ordinal_range
    geo_info_from_ip_address datetime_list_timezones
  `),
  "they act on the query, not on values": names("assert bin_auto"),
  "they are of graph queries": names(
    "all any map inner_nodes labels node_degree_in node_degree_out node_id",
  ),
  "what they calculate is not documented exactly": names(`
    hash_combine hash_many base64_decode_toguid treepath url_encode_component parse_user_agent welch_test
    series_decompose series_decompose_anomalies series_decompose_forecast series_fir
    series_outliers series_periods_detect series_periods_validate series_seasonal
    series_fit_2lines_dynamic
  `),
  "they give several columns": names(
    "series_fit_line series_fit_2lines series_fit_poly series_stats series_fft series_ifft",
  ),
  "their input is what no aggregate here gives": names(`
    dcount_hll hll_merge hll_isvalid merge_tdigest tdigest_merge tdigest_isvalid percentile_tdigest
    percentiles_array_tdigest percentrank_tdigest rank_tdigest
  `),
  "they compress, of which the bytes are not defined, or could inflate hostile data": names(`
    gzip_compress_to_base64_string gzip_decompress_from_base64_string
    zlib_compress_to_base64_string zlib_decompress_from_base64_string
  `),
};
/** Whole families, whose exact results depend on libraries for geography and units. */
const REFUSED_FAMILIES = /^(geo_|convert_|__)/;

const all = builtIns();
const refused = Object.values(REFUSED).flat();

function builtIns(): string[] {
  const kusto = languageService() as unknown as {
    Functions: { All: unknown };
    Symbols: { FunctionSymbol: unknown };
  };
  return fromNet<{ Name: string }>(kusto.Functions.All, kusto.Symbols.FunctionSymbol).map(
    ({ Name }) => Name,
  );
}

test("every built-in function that Microsoft's language service knows is here or refused", () => {
  const decided = new Set([...FUNCTIONS.keys(), ...ELSEWHERE, ...refused]);
  const undecided = all.filter((name) => !decided.has(name) && !REFUSED_FAMILIES.test(name));
  expect(undecided).toEqual([]);
});

test("no function is here that it does not know, but for those that other names stand for", () => {
  const known = new Set(all);
  expect([...FUNCTIONS.keys()].filter((name) => !known.has(name))).toEqual([]);
});

test("no name is both here and refused, and each refused name exists", () => {
  expect([...refused, ...ELSEWHERE].filter((name) => FUNCTIONS.has(name))).toEqual([]);
  expect(refused.filter((name) => !all.includes(name))).toEqual([]);
});

test("every other name is that of a function", () => {
  expect(Object.values(ALIASES).filter((name) => !FUNCTIONS.has(name))).toEqual([]);
});
