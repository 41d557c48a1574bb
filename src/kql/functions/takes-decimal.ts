/** The functions that may be given a decimal. The others compute with numbers of JavaScript. */
export const TAKES_DECIMAL: ReadonlySet<string> = new Set([
  ..."tostring toint tolong todouble toreal todecimal tobool toboolean gettype".split(" "),
  ..."isnull isnotnull notnull isempty isnotempty notempty coalesce min_of max_of".split(" "),
  ..."strcat strcat_delim pack bag_pack pack_dictionary pack_array".split(" "),
]);
