// A private endpoint and, if wanted, its DNS zone with a link to the endpoint's network.
param name string
param location string
param tags object
param subnetId string

@description('The resource behind the endpoint.')
param targetId string

@description('The subresource: blob, table or sites.')
param part string

@description('Name of the private DNS zone in which the endpoint is registered.')
param zoneName string

@description('Whether the zone is created and linked here; otherwise somebody else registers the endpoint.')
param makesZone bool

var networkId = split(subnetId, '/subnets/')[0]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: name
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            part
          ]
        }
      }
    ]
  }

  resource registration 'privateDnsZoneGroups' = if (makesZone) {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: part
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
    dependsOn: [
      zone::link
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (makesZone) {
  name: zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: last(split(networkId, '/'))
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
}
