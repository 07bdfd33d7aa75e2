import { parseAccount } from '#domain';
import { mapInSlices, type AccountLeft } from '#event-store';
import { showAmount, type ShownAmount } from '../answers/show-amount.js';

/** What an account of a unit holds. */
export interface ShownBalance {
  readonly unit: string;
  readonly lot: string;
  readonly bucket: string;
  /** By component. */
  readonly quantity: Readonly<Record<string, ShownAmount>>;
}

/** Accounts as an answer states them; of an account that is named twice the later amounts stand. */
export const shownBalances = (left: readonly AccountLeft[]): Promise<ShownBalance[]> =>
  mapInSlices(new Map(left.map((one) => [one.account, one])).values(), shownBalance);

const shownBalance = ({ account, components, amounts }: AccountLeft): ShownBalance => {
  const { unit = '', lot, bucket } = parseAccount(account);
  return { unit, lot, bucket, quantity: shownQuantity(components, amounts) };
};

export const shownQuantity = (
  components: AccountLeft['components'],
  amounts: readonly bigint[],
): ShownBalance['quantity'] =>
  Object.fromEntries(
    components.map(({ name, dimension }, i) => [
      name,
      showAmount(amounts[i] ?? 0n, dimension === 'grain' ? 'grain' : 'area'),
    ]),
  );
