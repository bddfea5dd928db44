/** Something that went wrong by what was asked, with the page that says so: views/problems/{view}. */
export class Problem extends Error {
  readonly status: number;
  readonly view: string;

  constructor(status: number, view: string) {
    super(`${status} ${view}`);
    this.status = status;
    this.view = view;
  }
}

export const notFound = () => new Problem(404, 'not-found');

/** A link in a mail that opens nothing: a newer one took its place, or what it opened is erased. */
export const deadLink = () => new Problem(404, 'link-over');
