/** Other names that Kusto has for its functions, most of them deprecated. */
export const ALIASES: Readonly<Record<string, string>> = {
  array_iif: "array_iff",
  array_strcat: "strcat_array",
  arraylength: "array_length",
  base64_decodestring: "base64_decode_tostring",
  base64_encodestring: "base64_encode_tostring",
  datepart: "datetime_part",
  extractall: "extract_all",
  extractjson: "extract_json",
  make_string: "unicode_codepoints_to_string",
  parseurl: "parse_url",
  parseurlquery: "parse_urlquery",
  to_utf8: "unicode_codepoints_from_string",
  totime: "totimespan",
};
