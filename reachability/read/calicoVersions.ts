/** Minor versions of Calico 3 of which is known what they enforce, oldest first. */
export const knownCalico = [29, 30, 31, 32] as const;

/** The one that is assumed where nobody says another. */
export const newestCalico = 32;
