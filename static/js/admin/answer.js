// What a script asked the site for; throws what is in the way, in words.

const SIGNED_OUT = "You are signed out. Sign in again in another tab, then go on here.";

export async function answerOf(response) {
  // Nothing in the answer to a question, or 401: only whoever is signed in is told.
  if (response.status === 204 || response.status === 401) throw new Error(SIGNED_OUT);
  if (!response.ok || !response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error();
  return response.json();
}

export const ask = async (address) => answerOf(await fetch(address, { headers: { Accept: "application/json" } }));

// Of errors only ours has words for readers.
export const wordsOf = (error, otherwise) => (error.constructor === Error && error.message) || otherwise;
