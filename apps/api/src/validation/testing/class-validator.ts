import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/** Places of a body that class-validator finds wrong, by the same decorators: the second judge of the property spec. */
export const placesFoundWrong = (
  type: ClassConstructor<object>,
  plain: object,
): readonly string[] => [
  ...new Set(
    validateSync(plainToInstance(type, plain, { exposeUnsetFields: false }), RULES).flatMap(
      (error) => places(error),
    ),
  ),
];

const RULES = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
} as const;

const places = (
  { property, constraints, children = [] }: ValidationError,
  above = '',
): string[] => {
  const path = /^\d+$/.test(property)
    ? `${above}[${property}]`
    : above === ''
      ? property
      : `${above}.${property}`;
  const here = Object.keys(constraints ?? {}).length > 0 ? [path] : [];
  return [...here, ...children.flatMap((child) => places(child, path))];
};
