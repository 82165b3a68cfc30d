/** One version for the whole product. */
export const version = '0.1.0';
