/** Payload tests that pass if the sandbox's customer Nishchal has this name. `more` are additional cases. */
export function nameTests(name: string, ...more: readonly string[]): string {
  const first = `    {
      "name": "Nishchal is there",
      "operation": "get",
      "body": { "phone": "9845765226" },
      "expect": {
        "outcome": "success",
        "response": { "/Customer Details/name": "${name}" }
      }
    }`;
  return `{
  "cases": [
${[first, ...more].join(',\n')}
  ]
}
`;
}
