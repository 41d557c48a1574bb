/**
 * Whether a setting's value is a reference to Key Vault or App Configuration. Azure replaces it by
 * the value before an app sees it; if that failed, the app gets the reference itself.
 */
export function isUnresolved(value: string): boolean {
  return /^["'\s]*@(?:Microsoft\.)?(?:KeyVault|AppConfiguration)\s*\(/i.test(value);
}

export const UNRESOLVED = {
  message: "is a reference to Key Vault or App Configuration that was not resolved",
  remedy:
    "let the app's identity read it (Key Vault Secrets User) and check its address, or write " +
    "the value itself",
};
