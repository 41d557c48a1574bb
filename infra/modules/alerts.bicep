param appName string
param location string
param tags object
param telemetryWorkspaceId string
param actionGroupIds string[]

@description('E-mail address to notify; if empty, only the action groups are notified.')
param email string

@description('How long a lane may be silent, as KQL.')
param silentAfter string

@description('The names of the lanes, so that a lane that has never run raises an alert, too.')
param lanes string[]

var laneList = join(map(lanes, lane => '"${lane}"'), ', ')

var alerts = [
  {
    key: 'silent-lane'
    title: 'A lane of Sentinel Hunts is silent'
    description: 'A lane has not completed a tick, or never has. Check health, its timer and its identity.'
    query: loadTextContent('../queries/alert-silent.kql')
    dimension: 'Lane'
    window: 'P1D'
    severity: 1
  }
  {
    key: 'failing-lane'
    title: 'Jobs of Sentinel Hunts fail'
    description: 'Jobs of a lane failed in each of its last ticks. The errors in the log give causes and remedies.'
    query: loadTextContent('../queries/alert-failing-lane.kql')
    dimension: 'Lane'
    window: 'P1D'
    severity: 2
  }
  {
    key: 'failing-rule'
    title: 'A rule of Sentinel Hunts fails'
    description: 'A rule has failed three times in a workspace and has not worked since. The line gives the cause and the remedy.'
    query: loadTextContent('../queries/alert-failing-rule.kql')
    dimension: 'Rule'
    window: 'P1D'
    severity: 2
  }
  {
    key: 'behind'
    title: 'Sentinel Hunts is behind'
    description: 'A lane left windows over in each of its last three ticks. hunts check shows its load.'
    query: loadTextContent('../queries/alert-behind.kql')
    dimension: 'Lane'
    window: 'P1D'
    severity: 2
  }
  {
    key: 'throttled'
    title: 'Azure throttles Sentinel Hunts'
    description: 'Calls were refused with 429. Spread the workspaces over more lanes, or hunt less often.'
    query: loadTextContent('../queries/alert-throttled.kql')
    dimension: 'Lane'
    window: 'PT1H'
    severity: 3
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${appName}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'hunts'
    enabled: true
    emailReceivers: [
      {
        name: 'hunts'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: '${appName}-${alert.key}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.description
      severity: alert.severity
      enabled: true
      evaluationFrequency: 'PT15M'
      windowSize: alert.window
      scopes: [
        telemetryWorkspaceId
      ]
      criteria: {
        allOf: [
          {
            query: replace(replace(replace(alert.query, '{app}', appName), '{silentAfter}', silentAfter), '{lanes}', laneList)
            timeAggregation: 'Count'
            dimensions: [
              {
                name: alert.dimension
                operator: 'Include'
                values: ['*']
              }
            ]
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // A new table is empty or missing until the app has run.
      skipQueryValidation: true
      actions: {
        actionGroups: concat(actionGroupIds, empty(email) ? [] : [actionGroup.id])
      }
    }
  }
]
