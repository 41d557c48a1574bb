// All problems of the parameters at once, before anything is created.
import { Automation, Network } from 'types.bicep'

@export()
func problemsOf(workspaceIds string[], alertEmail string, actionGroupIds string[], network Network) string[] =>
  concat(
    empty(workspaceIds) ? ['HUNTS_WORKSPACE_RESOURCE_IDS: names no workspace'] : [],
    map(
      filter(workspaceIds, id => !isWorkspace(split(toLower(id), '/'))),
      id => 'HUNTS_WORKSPACE_RESOURCE_IDS: "${id}" is not the resource id of a Log Analytics workspace'
    ),
    empty(alertEmail) && empty(actionGroupIds)
      ? ['HUNTS_ALERT_EMAIL: nobody is notified when the app fails; give an address, HUNTS_ACTION_GROUP_IDS, or none']
      : [],
    empty(alertEmail) || toLower(alertEmail) == 'none' || contains(alertEmail, '@')
      ? []
      : ['HUNTS_ALERT_EMAIL: "${alertEmail}" is neither an e-mail address nor none'],
    empty(network.appSubnetId) == empty(network.endpointSubnetId)
      ? []
      : ['HUNTS_APP_SUBNET_ID and HUNTS_ENDPOINT_SUBNET_ID: give both or neither'],
    network.access == 'Public' && !empty('${network.appSubnetId}${network.endpointSubnetId}')
      ? ['HUNTS_NETWORK: is Public, but subnets are given; set it to Private, or remove them']
      : [],
    network.access == 'Private' && empty(network.appSubnetId) && !isPrefix(split(network.addressPrefix, '/'))
      ? ['HUNTS_ADDRESS_PREFIX: "${network.addressPrefix}" is not a prefix of 8 to 26 bits, such as 10.90.0.0/26']
      : [],
    map(
      filter([network.appSubnetId, network.endpointSubnetId], id => !empty(id) && !isSubnet(split(toLower(id), '/'))),
      id => 'HUNTS_APP_SUBNET_ID, HUNTS_ENDPOINT_SUBNET_ID: "${id}" is not the resource id of a subnet'
    )
  )

@export()
@description('What automation rules need; hunts are those with an analytics rule.')
func automationProblems(automation Automation[], byRule bool, hunts string[]) string[] =>
  concat(
    empty(automation) || byRule
      ? []
      : ['HUNTS_AUTOMATION: only incidents of analytics rules are acted on; set HUNTS_INCIDENTS_BY to rule, or remove it'],
    map(
      filter(playbooksOf(automation), id => !isLogicApp(split(toLower(id), '/'))),
      id => 'HUNTS_AUTOMATION: "${id}" is not the resource id of a logic app'
    ),
    map(
      filter(flatten(map(automation, item => item.?hunts ?? [])), hunt => !contains(hunts, hunt)),
      hunt => 'HUNTS_AUTOMATION: "${hunt}" is not a hunt with an analytics rule; those are ${join(hunts, ', ')}'
    ),
    map(
      filter(range(0, length(automation)), index => doesNothing(automation[index])),
      index => 'HUNTS_AUTOMATION: item ${index + 1} does nothing; give ownerObjectId, labels or playbookResourceId'
    )
  )

func playbooksOf(automation Automation[]) string[] =>
  filter(map(automation, item => item.?playbookResourceId ?? ''), id => !empty(id))

func doesNothing(item Automation) bool =>
  empty(item.?ownerObjectId ?? '') && empty(item.?labels ?? []) && empty(item.?playbookResourceId ?? '')

func isLogicApp(parts string[]) bool => length(parts) == 9 && parts[?6] == 'microsoft.logic' && parts[?7] == 'workflows'

func isWorkspace(parts string[]) bool =>
  length(parts) == 9 && parts[?1] == 'subscriptions' && parts[?3] == 'resourcegroups' && parts[?7] == 'workspaces'

func isSubnet(parts string[]) bool => length(parts) == 11 && parts[?7] == 'virtualnetworks' && parts[?9] == 'subnets'

func isPrefix(parts string[]) bool =>
  length(parts) == 2 && length(split(parts[0], '.')) == 4 && contains(map(range(8, 19), bits => string(bits)), parts[1])
