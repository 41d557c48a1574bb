// Decides about app settings that somebody changed in the portal. Three values of a setting are compared: the live one, the one
// given to this deployment, and a fingerprint of the one given to the last deployment. An empty value counts as none.

@description('The setting that records a deployment: NAME=fingerprint, separated by blanks.')
func recordName() string => 'DEPLOYED_SETTINGS'

@description('A fingerprint, so that the record shows no value.')
func fingerprint(value string) string => empty(value) ? '' : uniqueString(value)

@description('given: not changed in the portal since. kept: changed there, and nothing new was given. conflict: changed on both sides.')
func verdict(live string, given string, deployed string) string =>
  live == deployed || live == given ? 'given' : (given == deployed ? 'kept' : 'conflict')

@description('The settings given to the last deployment, from its record. Anything that is not a pair is ignored.')
func deployedBefore(live object) object =>
  reduce(
    filter(split(live[?recordName()] ?? '', ' '), pair => length(split(pair, '=')) == 2),
    {},
    (all, pair) => union(all, { '${split(pair, '=')[0]}': split(pair, '=')[1] })
  )

func recordOf(given object) string =>
  join(map(filter(items(given), setting => !empty(setting.value)), setting => '${setting.key}=${fingerprint(setting.value)}'), ' ')

@description('The settings that can be tuned: all but those that the template creates, such as those of the host\'s storage.')
func tunable(settings object, own object) object =>
  toObject(
    filter(
      items(settings),
      setting => own[?setting.key] == null && toLower(setting.key) != toLower(recordName()) && !startsWith(setting.key, 'AzureWebJobsStorage')
    ),
    setting => setting.key,
    setting => setting.value
  )

@description('The verdict for each name that is live, given or recorded. Names are compared without case.')
func verdicts(live object, given object, deployed object) object =>
  toObject(
    objectKeys(union(live, given, deployed)),
    name => name,
    name => verdict(fingerprint(live[?name] ?? ''), fingerprint(given[?name] ?? ''), deployed[?name] ?? '')
  )

func chosen(verdict string, live object, given object) object => verdict == 'given' ? given : live

func choose(live object, given object, verdicts object) object =>
  toObject(
    filter(items(verdicts), found => !empty(chosen(found.value, live, given)[?found.key] ?? '')),
    found => found.key,
    found => chosen(found.value, live, given)[?found.key]
  )

@export()
@description('The settings that the app gets: the template\'s own, the given ones, and the live ones that are kept.')
func settingsAfter(live object, given object, own object) object =>
  union(
    choose(
      tunable(live, own),
      tunable(given, own),
      verdicts(tunable(live, own), tunable(given, own), tunable(deployedBefore(live), own))
    ),
    { '${recordName()}': recordOf(tunable(given, own)) },
    own
  )

@export()
@description('How the app makes incidents. Unless the deployment says it, a new app uses analytics rules; one that exists, and so has WORKSPACES, keeps its way, which was by the API before there was a setting for it.')
func incidentsByOf(asked string, live object) string =>
  !empty(asked) ? asked : (empty(live.?WORKSPACES ?? '') ? 'rule' : (empty(live.?INCIDENTS_BY ?? '') ? 'api' : live.?INCIDENTS_BY))

@export()
@description('The names of the settings with a verdict: kept or conflict.')
func namesWith(wanted string, live object, given object, own object) string[] =>
  map(
    filter(
      items(verdicts(tunable(live, own), tunable(given, own), tunable(deployedBefore(live), own))),
      found => found.value == wanted
    ),
    found => found.key
  )
