"""What kind of interaction a post on X is: read from the post, and from who began its conversation. Pure."""

from dataclasses import dataclass, field

from connectors.records import InteractionKind
from connectors.x_values import Json

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds as the account `me` (id) with the name `handle` sees them.

    A reply found by mention and in its conversation is the same row each time:

    - by the brand: `post` when it starts a conversation, else `reply` (outbound); its reposts are `share`;
    - a reply in the brand's conversation or to the brand: `comment` directly under the brand's post, else `reply`;
    - a reply elsewhere: `quote` of a post of the brand, else `mention` of it, else `reply`;
    - no reply: `quote`, else `ugc_post` (photo or video, with a mention or hashtag of the brand), else `mention`.
    """

    me: str
    handle: str
    own: frozenset[str] = frozenset()
    """Conversations that the account began."""
    hashtags: dict[str, str] = field(default_factory=dict)
    """The brand's campaign hashtags, folded -> as configured."""
    keywords: Words = ()
    """Folded."""

    def of_reply(self, post: Json, parent: str, root: str | None) -> InteractionKind | None:
        """The kind of somebody's answer to `parent`, when it is in the brand's conversation or to the brand."""
        is_ours, is_to_us = root in self.own, post.get("in_reply_to_user_id") == self.me
        if not is_ours and not is_to_us:
            return None
        return "comment" if parent == root else "reply"

    def of_words(
        self, parent: str | None, entities: Json, body: str | None, media: Words, tags: Words
    ) -> InteractionKind:
        """The kind of what answers and quotes nothing of the brand's."""
        if parent:
            return "mention" if self._is_addressed(entities, body) else "reply"
        is_shown = "photo" in media or "video" in media
        return (
            "ugc_post"
            if is_shown and (self._is_addressed(entities, body) or self.campaign(tags))
            else "mention"
        )

    def campaign(self, tags: Words) -> str | None:
        """The first of the brand's campaign hashtags among `tags`."""
        wanted = self.hashtags
        return (
            next((wanted[t.casefold()] for t in tags if t.casefold() in wanted), None)
            if wanted and tags
            else None
        )

    def _is_addressed(self, entities: Json, body: str | None) -> bool:
        """Whether it mentions the brand's account, or says one of its keywords."""
        for mention in entities.get("mentions") or ():
            if (
                mention.get("id") == self.me
                or str(mention.get("username")).casefold() == self.handle.casefold()
            ):
                return True
        if not self.keywords or not body:
            return False
        folded = body.casefold()
        return any(word in folded for word in self.keywords)
