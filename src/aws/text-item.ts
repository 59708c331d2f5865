/** An item of DynamoDB all of whose attributes are texts. */
export type TextItem = Readonly<Record<string, string>>;

/** An item as DynamoDB takes it. */
export function toItem(texts: TextItem): Record<string, { S: string }> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }]));
}

/** An item's texts; what is no text is left out. */
export function fromItem(
  item: Readonly<Record<string, { readonly S?: string | undefined }>>,
): TextItem {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { S }]) => (S === undefined ? [] : [[name, S]])),
  );
}
