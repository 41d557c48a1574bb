// A virtual network of the app's own: a subnet for its outbound calls, and one for the private endpoints.
param name string
param location string
param tags object

@description('Each subnet gets half of it: 26 bits or shorter.')
param addressPrefix string

var half = int(split(addressPrefix, '/')[1]) + 1

// Both subnets stand in the network itself: a second deployment would take them away otherwise.
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, half, 0)
          // The app asks Log Analytics, Sentinel and Entra ID, which have no private endpoint here.
          defaultOutboundAccess: true
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, half, 1)
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

output appSubnetId string = network::app.id
output endpointSubnetId string = network::endpoints.id
