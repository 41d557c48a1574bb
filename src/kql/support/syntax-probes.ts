/** Queries over the table `Rows`, by the kind of syntax that each is an example of. */
export type Examples = Readonly<Record<string, readonly [name: string, ...queries: string[]]>>;

/** Kinds of syntax whose names end in `Operator`: what a query begins with, or what follows a `|`. */
export const OPERATORS: Examples = {
  AsOperator: ["as", "Rows | as T"],
  AssertSchemaOperator: ["assert-schema", "Rows | project l | assert-schema (l: long)"],
  ConsumeOperator: ["consume", "Rows | consume"],
  CountOperator: ["count", "Rows | count"],
  DistinctOperator: ["distinct", "Rows | distinct l, s", "Rows | project l, s | distinct *"],
  EvaluateOperator: ["evaluate", "Rows | project y | evaluate bag_unpack(y)"],
  ExecuteAndCacheOperator: ["__executeAndCache", "Rows | __executeAndCache"],
  ExtendOperator: ["extend", "Rows | extend x = l + 1"],
  FacetOperator: ["facet", "Rows | facet by s", "Rows | facet by s with (take 1)"],
  FilterOperator: ["where", "Rows | where l > 1", "Rows | filter l > 1"],
  FindOperator: [
    "find",
    'find in (Rows) where s == "a"',
    'find in (Rows) where s == "a" project l',
  ],
  ForkOperator: ["fork", "Rows | fork (count) (take 1)"],
  GetSchemaOperator: ["getschema", "Rows | getschema"],
  GraphMarkComponentsOperator: [
    "graph-mark-components",
    "Rows | make-graph s --> g with Rows on s | graph-mark-components | graph-to-table nodes",
  ],
  GraphMatchOperator: [
    "graph-match",
    "Rows | make-graph s --> g with Rows on s | graph-match (a)-[e]->(c) project a.s",
  ],
  GraphShortestPathsOperator: [
    "graph-shortest-paths",
    "Rows | make-graph s --> g with Rows on s | graph-shortest-paths (a)-[e*1..2]->(c) project a.s",
  ],
  GraphToTableOperator: [
    "graph-to-table",
    "Rows | make-graph s --> g with Rows on s | graph-to-table nodes",
  ],
  GraphWhereEdgesOperator: [
    "graph-where-edges",
    "Rows | make-graph s --> g with Rows on s | graph-where-edges true | graph-to-table nodes",
  ],
  GraphWhereNodesOperator: [
    "graph-where-nodes",
    "Rows | make-graph s --> g with Rows on s | graph-where-nodes true | graph-to-table nodes",
  ],
  InvokeOperator: ["invoke", "let f = (T: (l: long)) { T | count }; Rows | invoke f()"],
  JoinOperator: [
    "join",
    "Rows | join Rows on l",
    "Rows | join kind=inner (Rows | project z = l) on $left.l == $right.z",
    "Rows | join kind=inner hint.strategy=broadcast Rows on l, s",
  ],
  LookupOperator: ["lookup", "Rows | lookup (Rows | project l, z = s) on l"],
  MacroExpandOperator: [
    "macro-expand",
    "macro-expand entity_group [cluster('c').database('d')] as X (X.T)",
  ],
  MakeGraphOperator: [
    "make-graph",
    "Rows | make-graph s --> g with Rows on s | graph-to-table nodes",
  ],
  MakeSeriesOperator: [
    "make-series",
    "Rows | make-series count() on d from datetime(2026-01-01) to datetime(2026-01-05) step 1d",
    "Rows | make-series sum(l) default=0 on d step 1d by s",
  ],
  MvApplyOperator: [
    "mv-apply",
    "Rows | mv-apply e = y to typeof(long) on (summarize x = sum(e))",
    "Rows | mv-apply with_itemindex=n e = y on (where n == 0)",
  ],
  MvExpandOperator: [
    "mv-expand",
    "Rows | mv-expand y",
    "Rows | mv-expand e = y to typeof(long) limit 2",
    "Rows | mv-expand with_itemindex=n y",
    "Rows | mvexpand y",
  ],
  ParseKvOperator: [
    "parse-kv",
    "Rows | parse-kv s as (a: string, c: long) with (pair_delimiter=';', kv_delimiter='=')",
    "Rows | parse-kv s as (a: string) with (quote='\"')",
    "Rows | parse-kv s as (a: string) with (regex=@'(\\w+)=(\\w+)')",
  ],
  ParseOperator: [
    "parse",
    'Rows | parse s with "a" x:long "c" z',
    'Rows | parse s with * "a" x "c" *',
    'Rows | parse kind=regex flags=i s with "a+" x',
  ],
  ParseWhereOperator: ["parse-where", 'Rows | parse-where s with "a" x:long "c" z'],
  PartitionByOperator: ["__partitionby", "Rows | __partitionby s (count)"],
  PartitionOperator: [
    "partition",
    "Rows | partition by s (count)",
    "Rows | partition hint.strategy=native by s (top 1 by l)",
  ],
  PrintOperator: ["print", "print 1", "print x = 1, z = 2"],
  ProjectAwayOperator: ["project-away", "Rows | project-away l", "Rows | project-away l*"],
  ProjectByNamesOperator: ["project-by-names", 'Rows | project-by-names dynamic(["l", "s"])'],
  ProjectKeepOperator: ["project-keep", "Rows | project-keep l", "Rows | project-keep l*"],
  ProjectOperator: ["project", "Rows | project l, x = s"],
  ProjectRenameOperator: ["project-rename", "Rows | project-rename x = l"],
  ProjectReorderOperator: [
    "project-reorder",
    "Rows | project-reorder s, l",
    "Rows | project-reorder * asc",
  ],
  RangeOperator: ["range", "range x from 1 to 3 step 1", "range x from ago(1d) to now() step 1h"],
  ReduceByOperator: ["reduce", "Rows | reduce by s"],
  RenderOperator: ["render", "Rows | summarize count() by s | render piechart"],
  SampleDistinctOperator: ["sample-distinct", "Rows | sample-distinct 2 of l"],
  SampleOperator: ["sample", "Rows | sample 2"],
  ScanOperator: [
    "scan",
    "Rows | sort by l asc | scan with (step one: s == 'a'; step two: l > one.l;)",
    "Rows | sort by l asc | scan declare (n: long = 0) with (step one: true => n = one.n + 1;)",
  ],
  SearchOperator: ["search", 'Rows | search "a"', 'search in (Rows) s: "a" and l > 1'],
  SerializeOperator: ["serialize", "Rows | serialize", "Rows | serialize n = row_number()"],
  SortOperator: [
    "sort",
    "Rows | sort by l",
    "Rows | order by l asc nulls last, s desc",
    "Rows | sort by strlen(s)",
  ],
  SummarizeOperator: [
    "summarize",
    "Rows | summarize count(), x = sum(l) by s, bin(d, 1d)",
    "Rows | summarize by s",
    "Rows | summarize x = max(l) - min(l)",
    "Rows | summarize (x, z) = arg_max(l, s)",
  ],
  TakeOperator: ["take", "Rows | take 1", "Rows | limit 1"],
  TopHittersOperator: [
    "top-hitters",
    "Rows | top-hitters 2 of s",
    "Rows | top-hitters 2 of s by l",
  ],
  TopNestedOperator: [
    "top-nested",
    "Rows | top-nested 2 of s by sum(l)",
    "Rows | top-nested 1 of s with others = 'x' by sum(l), top-nested 1 of l by count()",
  ],
  TopOperator: ["top", "Rows | top 2 by l", "Rows | top 2 by l asc nulls last"],
  UnionOperator: [
    "union",
    "union Rows, Rows",
    "Rows | union isfuzzy=true Rows, Absent",
    "union withsource=T Rows, (print l = 1)",
    "union R*",
  ],
};

/** Kinds of syntax that give a table or a value, and are neither operators nor functions. */
export const SOURCES: Examples = {
  DataTableExpression: ["datatable", "datatable(x: long, z: string)[1, 'a']"],
  ExternalDataExpression: ["externaldata", "externaldata(x: string)['https://example.com/x.csv']"],
  MaterializeExpression: ["materialize", "let T = materialize(Rows | where l > 1); T | union T"],
  ToScalarExpression: ["toscalar", "Rows | where l == toscalar(Rows | summarize max(l))"],
  ToTableExpression: ["totable", "totable(Rows)"],
  EntityGroupExpression: [
    "entity_group",
    "macro-expand entity_group [cluster('c').database('d')] as X (X.T)",
  ],
};

/** Kinds of syntax whose names end in `Statement`. */
export const STATEMENTS: Examples = {
  AliasStatement: ["alias", 'alias database D = cluster("c").database("d"); Rows'],
  ExpressionStatement: ["a query", "Rows"],
  LetStatement: [
    "let",
    "let x = 1; print x",
    "let T = Rows | where l > 1; T",
    "let f = (x: long, z: string = 'a') { Rows | where l > x and s == z }; f(1)",
    "let f = (T: (*)) { T | count }; f(Rows)",
  ],
  PatternStatement: [
    "declare pattern",
    "declare pattern P = (x: string)[z: string] { ('a').['c'] = { Rows }; }; P('a').['c']",
  ],
  QueryParametersStatement: [
    "declare query_parameters",
    "declare query_parameters(x: long = 1); print x",
  ],
  RestrictStatement: ["restrict", "restrict access to (Rows); Rows"],
  SetOptionStatement: ["set", "set notruncation; Rows"],
};
