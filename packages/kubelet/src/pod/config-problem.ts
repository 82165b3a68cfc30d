/** Why a container cannot be given its configuration: the message of CreateContainerConfigError. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}
