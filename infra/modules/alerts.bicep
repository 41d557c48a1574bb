param appName string
param location string
param tags object
param telemetryWorkspaceId string
param actionGroupIds string[]

@description('How long a lane may be silent: three ticks of HUNT_SCHEDULE and ten minutes, as KQL.')
param silentAfter string = '30m'

var alerts = [
  {
    key: 'no-heartbeat'
    title: 'Sentinel Hunts does not run'
    description: 'No lane has ended a tick. Look at the health function and the function app.'
    query: loadTextContent('../queries/alert-no-heartbeat.kql')
    operator: 'LessThan'
    threshold: 1
    window: 'PT1H'
    severity: 1
  }
  {
    key: 'silent-lane'
    title: 'A lane of Sentinel Hunts is silent'
    description: 'One lane has not ended a tick, while others may. Look at its timer and its identity.'
    query: loadTextContent('../queries/alert-silent.kql')
    operator: 'GreaterThan'
    threshold: 0
    window: 'P1D'
    severity: 1
  }
  {
    key: 'failing-rule'
    title: 'A rule of Sentinel Hunts fails'
    description: 'Three failures within an hour and none that worked since. The line says why and what to do.'
    query: loadTextContent('../queries/alert-failing-rule.kql')
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT1H'
    severity: 2
  }
  {
    key: 'behind'
    title: 'Sentinel Hunts is behind'
    description: 'Missed windows have been left for more than an hour. Run hunts check for the load of the lane.'
    query: loadTextContent('../queries/alert-behind.kql')
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT2H'
    severity: 2
  }
  {
    key: 'throttled'
    title: 'Azure slows Sentinel Hunts down'
    description: 'Calls were refused with 429. Spread the workspaces over more lanes, or hunt less often.'
    query: loadTextContent('../queries/alert-throttled.kql')
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT1H'
    severity: 3
  }
]

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
            query: replace(replace(alert.query, '{app}', appName), '{silentAfter}', silentAfter)
            timeAggregation: 'Count'
            operator: alert.operator
            threshold: alert.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // A new table is empty, or not there, until the app has run.
      skipQueryValidation: true
      actions: {
        actionGroups: actionGroupIds
      }
    }
  }
]
