// What happens to new incidents of the hunts' analytics rules, in both portals.
import { Automation } from 'types.bicep'

param workspaceName string
param name string
param displayName string
@description('Of several automation rules, those with lower numbers run first.')
param order int
param alertRuleIds string[]
param automation Automation

var owner = automation.?ownerObjectId ?? ''
var labels = automation.?labels ?? []
var severities = automation.?severities ?? []
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
    displayName: displayName
    order: order
    triggeringLogic: {
      isEnabled: true
      triggersOn: 'Incidents'
      triggersWhen: 'Created'
      conditions: concat(
        [
          {
            conditionType: 'Property'
            conditionProperties: {
              propertyName: 'IncidentRelatedAnalyticRuleIds'
              operator: 'Contains'
              propertyValues: alertRuleIds
            }
          }
        ],
        empty(severities)
          ? []
          : [
              {
                conditionType: 'Property'
                conditionProperties: {
                  propertyName: 'IncidentSeverity'
                  operator: 'Equals'
                  propertyValues: severities
                }
              }
            ]
      )
    }
    actions: [for (action, index) in actions: union(action, { order: index + 1 })]
  }
}
