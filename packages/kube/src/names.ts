const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const qualifiedText =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/*
 * Each answers what is wrong, in the API server's words; nothing when all is well.
 */

/** Names of namespaces, containers, ports. */
export function dnsLabelProblems(name: string): string[] {
  if (subdomain.test(name) && name.includes('.')) {
    return [...lengthProblems(name, 63), 'must not contain dots'];
  }
  return [
    ...lengthProblems(name, 63),
    ...formProblems(name, label, () => regexText(labelText, ['my-name', '123-abc'], label)),
  ];
}

/** Names of most objects. */
export function dnsSubdomainProblems(name: string): string[] {
  return [
    ...lengthProblems(name, 253),
    ...formProblems(name, subdomain, () => regexText(subdomainText, ['example.com'], subdomain)),
  ];
}

/** Names of services. */
export function dns1035LabelProblems(name: string): string[] {
  return [
    ...lengthProblems(name, 63),
    ...formProblems(name, label1035, () => regexText(label1035Text, ['my-name', 'abc-123'], label1035)),
  ];
}

/** Keys of labels and annotations, finalizers: `name` or `prefix/name`. */
export function qualifiedNameProblems(value: string): string[] {
  const parts = value.split('/');
  const examples = ['MyName', 'my.name', '123-abc'];
  if (parts.length > 2) {
    const said = regexText(qualifiedText, examples, qualified);
    return [`a qualified name ${said} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems = prefix === undefined ? [] : prefixProblems(prefix);
  if (name === '') {
    problems.push('name part must be non-empty');
  } else if (name.length > 63) {
    problems.push('name part must be no more than 63 characters');
  }
  if (!qualified.test(name)) {
    problems.push(`name part ${regexText(qualifiedText, examples, qualified)}`);
  }
  return problems;
}

function prefixProblems(prefix: string): string[] {
  if (prefix === '') {
    return ['prefix part must be non-empty'];
  }
  return dnsSubdomainProblems(prefix).map((problem) => `prefix part ${problem}`);
}

export function labelValueProblems(value: string): string[] {
  return [
    ...lengthProblems(value, 63),
    ...formProblems(value, labelValue, () => regexText(labelValueText, ['MyValue', 'my_value', '12345'], labelValue)),
  ];
}

function lengthProblems(value: string, most: number): string[] {
  return value.length > most ? [`must be no more than ${most} characters`] : [];
}

function formProblems(value: string, form: RegExp, text: () => string): string[] {
  return form.test(value) ? [] : [text()];
}

function regexText(text: string, examples: readonly string[], form: RegExp): string {
  const listed = examples.map((example) => `'${example}', `).join(' or ');
  return `${text} (e.g. ${listed}regex used for validation is '${form.source.slice(1, -1)}')`;
}
