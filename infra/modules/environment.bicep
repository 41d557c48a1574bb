// Values of environment variables. One that is empty is not set: GitHub gives an empty text for a variable that is not there.

@export()
func valueOr(value string, otherwise string) string => empty(trim(value)) ? otherwise : trim(value)

@export()
@description('A list separated by commas, with or without blanks.')
func listOf(value string) string[] => filter(map(split(value, ','), part => trim(part)), part => !empty(part))
