import type { Indicator, Vector } from '#domain';
import type { At, LedgerView } from '#read-models';
import { showAmount, type ShownAmount } from '../answers/show-amount.js';

/** Amounts by component. */
export type ShownVector = Readonly<Record<string, ShownAmount>>;

export const showVector = ({ components }: Indicator, vector: Vector): ShownVector =>
  Object.fromEntries(
    components.map(({ name, dimension }, i) => [name, showAmount(vector[i] ?? 0n, dimension)]),
  );

/** The indicators of a view by their id. */
export const indicatorsOf = ({ catalog, at }: LedgerView): ((id: string) => Indicator) => {
  const byId = new Map(catalog.indicatorsAt(at.revision).map((one) => [one.id, one]));
  return (id) => {
    const indicator = byId.get(id);
    if (indicator === undefined) throw new RangeError(`a row is of no known indicator: ${id}`);
    return indicator;
  };
};

/** Where an answer stands; every answer states it. */
export const stated = ({ ledger, asOf, revision, recordedAt }: At) => ({
  ledger,
  asOf,
  revision: String(revision),
  recordedAt,
});

/** A unit as it is called on the day and at the revision of the answer. */
export const unitNamed = (view: LedgerView, unitId: string) => {
  const unit = view.unit(unitId);
  const code = unit?.code ?? unit?.localCode;
  return {
    unit: unitId,
    ...(code === undefined ? {} : { unitCode: code }),
    ...(unit === undefined ? {} : { unitName: unit.name }),
  };
};
