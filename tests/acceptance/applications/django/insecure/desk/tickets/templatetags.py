"""Small helpers of the templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def highlight(text, word):
    return mark_safe(text.replace(word, f"<mark>{word}</mark>"))


@register.simple_tag
def state_badge(state):
    return format_html('<span class="badge badge-{}">{}</span>', state, state)


@register.filter
def shorten(text, length):
    return text if len(text) <= length else text[: length - 1] + "…"
