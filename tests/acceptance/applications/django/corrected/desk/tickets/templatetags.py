"""Small helpers of the templates."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def highlight(text, word):
    before, found, after = text.partition(word)
    return format_html("{}<mark>{}</mark>{}", before, found, after)


@register.simple_tag
def state_badge(state):
    return format_html('<span class="badge badge-{}">{}</span>', state, state)


@register.filter
def shorten(text, length):
    return text if len(text) <= length else text[: length - 1] + "…"
