// What happens to each new incident of the hunts' analytics rules, in both portals.
import { Automation } from 'types.bicep'

param workspaceName string
param name string
param alertRuleIds string[]
param automation Automation

var owner = automation.?ownerObjectId ?? ''
var labels = automation.?labels ?? []
var playbook = automation.?playbookResourceId ?? ''
var changes = union(
  empty(owner) ? {} : { owner: { objectId: owner } },
  empty(labels) ? {} : { labels: map(labels, label => { labelName: label }) }
)
var actions = concat(
  empty(changes) ? [] : [{ actionType: 'ModifyProperties', actionConfiguration: changes }],
  empty(playbook)
    ? []
    : [
        {
          actionType: 'RunPlaybook'
          actionConfiguration: { logicAppResourceId: playbook, tenantId: tenant().tenantId }
        }
      ]
)

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource rule 'Microsoft.SecurityInsights/automationRules@2025-09-01' = {
  name: name
  scope: workspace
  properties: {
    displayName: 'Sentinel Hunts: new incidents'
    order: 100
    triggeringLogic: {
      isEnabled: true
      triggersOn: 'Incidents'
      triggersWhen: 'Created'
      conditions: [
        {
          conditionType: 'Property'
          conditionProperties: {
            propertyName: 'IncidentRelatedAnalyticRuleIds'
            operator: 'Contains'
            propertyValues: alertRuleIds
          }
        }
      ]
    }
    actions: [for (action, index) in actions: union(action, { order: index + 1 })]
  }
}
