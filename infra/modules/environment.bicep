// Values of environment variables. An empty one counts as not set, because GitHub passes missing variables as empty texts.

@export()
func valueOr(value string, otherwise string) string => empty(trim(value)) ? otherwise : trim(value)

@export()
@description('A list separated by commas, with or without blanks.')
func listOf(value string) string[] => filter(map(split(value, ','), part => trim(part)), part => !empty(part))
