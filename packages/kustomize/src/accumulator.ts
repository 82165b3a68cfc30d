import { emptyConfig, mergeConfigs, type TransformerConfig } from './transformer-config.ts';
import { ResourceList } from './resource-list.ts';
import { addVars, type VarSet } from './vars.ts';

/** What a directory gives to the one that builds on it: resources, where fields are, and vars. */
export class Accumulator {
  readonly list: ResourceList;
  config: TransformerConfig = emptyConfig;
  readonly vars: VarSet = new Map();

  constructor(isPartial = false) {
    this.list = new ResourceList(isPartial);
  }

  mergeConfig(config: TransformerConfig): void {
    this.config = mergeConfigs(this.config, config);
  }

  absorb(other: Accumulator): void {
    this.list.appendAll(other.list.all);
    this.mergeConfig(other.config);
    addVars(this.vars, other.vars.values());
  }
}
