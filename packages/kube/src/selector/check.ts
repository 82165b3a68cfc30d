import { labelValueProblems, qualifiedNameProblems } from '../names.ts';
import { invalidSelector, type Requirement } from './requirement.ts';

/** Refuses keys, values and counts that upstream refuses. */
export function checkRequirement(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const problems = [...countProblems(requirement)];
  const keyProblems = qualifiedNameProblems(key);
  if (keyProblems.length > 0) {
    // `<nil>` is what upstream prints for the path of a key.
    problems.push(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyProblems.join('; ')}`);
  }
  for (const [index, value] of values.entries()) {
    const said = labelValueProblems(value);
    if (said.length > 0) {
      problems.push(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${said.join('; ')}`);
    }
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value)) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      problems.push(`values[${index}]: Invalid value: ${JSON.stringify(value)}: ${why}`);
    }
  }
  if (problems.length > 0) {
    throw invalidSelector(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
  }
  return requirement;
}

function countProblems({ operator, values }: Requirement): string[] {
  const isList = operator === 'in' || operator === 'notin';
  if (isList && values.length === 0) {
    return ["values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"];
  }
  if ((operator === 'exists' || operator === '!') && values.length > 0) {
    return [`values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`];
  }
  return [];
}
