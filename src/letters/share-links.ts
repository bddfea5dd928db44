type ShareLink = { key: 'whatsapp' | 'email' | 'facebook' | 'x' | 'bluesky'; href: string };

/**
 * Links with which somebody tells others: plain ones, so that a service learns nothing before they are pressed.
 *
 * @param address what is shared: the campaign's page, and nothing that says who shares it
 */
export function shareLinks(address: string, text: string): ShareLink[] {
  const url = encodeURIComponent(address);
  const words = encodeURIComponent(text);
  const both = encodeURIComponent(`${text} ${address}`);
  return [
    { key: 'whatsapp', href: `https://wa.me/?text=${both}` },
    { key: 'email', href: `mailto:?subject=${words}&body=${both}` },
    { key: 'facebook', href: `https://www.facebook.com/sharer/sharer.php?u=${url}` },
    { key: 'x', href: `https://x.com/intent/post?text=${words}&url=${url}` },
    { key: 'bluesky', href: `https://bsky.app/intent/compose?text=${both}` },
  ];
}
