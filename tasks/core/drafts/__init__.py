"""Scaffolds for answers: frameworks by situation, filled with what is known, with slots only a person can fill."""

from tasks.core.drafts.block import draft_all, draft_plan
from tasks.core.drafts.compose import draft
from tasks.core.drafts.playbooks import Playbook, playbook

__all__ = ["Playbook", "draft", "draft_all", "draft_plan", "playbook"]
